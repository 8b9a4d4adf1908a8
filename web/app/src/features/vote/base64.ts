/** Bytes of base64. */
export const bytes = (of: string): Uint8Array => Uint8Array.from(atob(of), (char) => char.charCodeAt(0));

/** Base64 of bytes. */
export const base64 = (of: Uint8Array): string => btoa(String.fromCharCode(...of));
