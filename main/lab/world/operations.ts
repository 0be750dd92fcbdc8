import { catalogOperations } from './catalog.ts'
import { customerOperations } from './customer-operations.ts'
import { databaseOperations } from './database-operations.ts'
import { loadOperations } from './load-test.ts'
import { networkOperations } from './network-operations.ts'
import type { OperationModel } from './operation.ts'
import { surveyOperations } from './survey-operations.ts'
import { vendorOperations } from './vendor-xdrs.ts'

/** Every operation that changes or reads the world. `log-list` and `log-read` are in `logs/`: they read files, not the world. */
export const worldOperations: Readonly<Record<string, OperationModel>> = {
  ...surveyOperations,
  ...loadOperations,
  ...databaseOperations,
  ...catalogOperations,
  ...vendorOperations,
  ...networkOperations,
  ...customerOperations,
}
