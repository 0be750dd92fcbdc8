import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** A finding of axe in words: which rule, and where. */
export type Finding = string

/**
 * What axe finds serious or critical on the page as it is now. Injected as a script of the debugger, which the page's policy does not
 * bind.
 * @param within A CSS selector; default the whole page.
 */
export async function seriousFindings(
  page: Page,
  within: string = 'body',
): Promise<readonly Finding[]> {
  await page.evaluate(axe.source)
  const result = await page.evaluate<axe.AxeResults>(
    `axe.run(${JSON.stringify(within)}, { resultTypes: ['violations'] })`,
  )
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`),
    )
}
