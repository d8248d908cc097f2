/** What a sign-in needs of a person. Each may reject with a cancellation when the person gives up. */
export interface SignInInteraction {
  /** Opens Entra ID's page. @returns whether a browser was opened */
  openBrowser(url: string): Promise<boolean>;
  /** Shows a code to type into a page on any device. Meanwhile the sign-in waits. */
  showDeviceCode(code: DeviceCode): void;
  askClientSecret(): Promise<string>;
  askPassphrase(certificatePath: string): Promise<string>;
  /** Whole HTML pages that the browser shows at the end. */
  pages: { success: string; failure: string };
}

export interface DeviceCode {
  userCode: string;
  verificationUri: string;
}

/** How long a person may take. */
export const signInLimitMs = 5 * 60_000;
