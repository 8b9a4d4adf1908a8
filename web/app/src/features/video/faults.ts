import type { DeviceFault } from './state';

/** Says why the browser gave no device (Media Capture and Streams §10.2, the names of its errors). */
export function deviceFault(error: unknown): DeviceFault {
  if (!navigator.mediaDevices) return 'insecure';
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'denied';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'failed';
  }
}

/** Somebody who closed the browser's own question about what to share has answered it. */
export const refusedToShare = (error: unknown): boolean => error instanceof Error && error.name === 'NotAllowedError';
