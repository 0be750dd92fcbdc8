import { z } from 'zod'

/** What the operation `catalog-fingerprint` answers. */
export const CatalogAnswer = z.looseObject({
  /** By entity type, and by `product:NAME` and `customer_class:NAME`. */
  hashes: z.record(z.string(), z.string().min(1)),
  changed: z.array(z.string().min(1)),
  /** By entity: value or hash of each field, so that a change can be named. */
  fields: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** By entity that changed: the customers that use it. */
  customers: z.record(z.string(), z.array(z.string().min(1))).optional(),
})
