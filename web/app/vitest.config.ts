import { defineConfig } from 'vitest/config';

// Unit tests of core/ and features/. The browser scenarios of e2e/ have a project of their own
// (vitest.e2e.config.ts), since they need a server binary and Chromium.
export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
  },
});
