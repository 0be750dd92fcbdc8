import { defineConfig } from 'vitest/config'

/** Tiers by suffix: `.test.ts` runs in every `npm test`, `.sshd.ts`, `.e2e.ts` and most of `.lab.ts` in `.ci/run`. */
export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for hosts and processes: all cores, also where there are two (the default leaves one free).
    maxWorkers: '100%',
    projects: [
      // Not isolated, nor are the next two: their files share no state, and importing everything anew for each of them cost twice as much as the tests.
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          globalSetup: 'test/helpers/temporary-root.ts',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: 'test/helpers/temporary-root.ts',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.int.test.ts', 'test/journals/**/*.test.ts'],
          globalSetup: 'test/helpers/temporary-root.ts',
          isolate: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'] } },
      {
        test: {
          name: 'sshd',
          include: ['test/sshd/**/*.sshd.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.lab.ts'],
          // A test goes on where the one before it ended: after a failure the rest would only fail too.
          bail: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts'],
          setupFiles: 'test/helpers/tell-on-failure.ts',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
