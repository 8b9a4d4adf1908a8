import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { chromiumPath } from './needs';

/** Quiet towards the network, with a fake camera and microphone that need no consent. */
export const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: [...launchArguments, ...more],
  });
}

const touch = { deviceScaleFactor: 1.5, hasTouch: true, isMobile: true };

/** The screens that people sit before. */
export const devices = {
  tablet: { viewport: { width: 1280, height: 800 }, ...touch },
  smallTablet: { viewport: { width: 1024, height: 768 }, ...touch },
  uprightTablet: { viewport: { width: 800, height: 1280 }, ...touch },
  desk: { viewport: { width: 1440, height: 900 } },
  unit: { viewport: { width: 1366, height: 768 } },
  tv: { viewport: { width: 1920, height: 1080 } },
} as const satisfies Record<string, BrowserContextOptions>;

export type DeviceName = keyof typeof devices;

export interface Setting {
  device: DeviceName;
  scheme?: 'light' | 'dark' | undefined;
  locale?: 'vi-VN' | 'en-GB' | undefined;
}

/** A Vietnamese device by default, whose user lets pages use camera and microphone. */
export function contextOptions(setting: Setting): BrowserContextOptions {
  return {
    ...devices[setting.device],
    locale: setting.locale ?? 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    colorScheme: setting.scheme ?? 'light',
    permissions: ['camera', 'microphone'],
  };
}
