import { accessSync, constants } from 'node:fs';

/** The browser and the server's binary; cmd/dev names them in the environment. */
export const chromiumPath = process.env['CHROMIUM'] || '/usr/bin/chromium';
export const serverPath = process.env['DIENHONG_BIN'] || '../../bin/dienhong';

/** Vitest calls this once before all scenarios. */
export default function checkNeeds(): void {
  for (const [what, path] of [
    ['Chromium ($CHROMIUM)', chromiumPath],
    ['the server ($DIENHONG_BIN)', serverPath],
  ] as const) {
    try {
      accessSync(path, constants.X_OK);
    } catch {
      throw new Error(
        `${what} is not at ${path}. Run the scenarios with: go run ./cmd/dev test -only browser`,
      );
    }
  }
}
