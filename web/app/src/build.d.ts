// What the bundler (cmd/dev/bundle) defines or loads that TypeScript cannot see by itself.

declare module '*.css';
declare module '*.svg' {
  const url: string;
  export default url;
}

/** Changes with every build whose output differs. Only the service worker sees it. */
declare const BUILD_VERSION: string;

/**
 * Per app, the addresses of what its first screen needs: its page, scripts, styles and fonts.
 * Only the service worker sees it.
 */
declare const BUILD_SHELL: Readonly<Record<string, readonly string[]>>;

/** True in `cmd/dev demo -watch`, false in a product build; dead branches are removed. */
declare const DEV: boolean;
