import { defineConfig } from 'vitest/config';

// The browser scenarios, run by `go run ./cmd/dev test -only browser`. One at a time: each starts a server
// and a browser with many pages of its own.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: ['e2e/lib/needs.ts'],
    environment: 'node',
    fileParallelism: false,
    pool: 'forks',
    retry: 0,
    reporters: ['verbose'],
    // A scenario has its own limit and takes pictures when it is reached; these only catch a hung helper.
    testTimeout: 30 * 60_000,
    hookTimeout: 60_000,
  },
});
