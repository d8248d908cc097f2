/** An element of the setting `defenderMachineActions.connections` that leads to the simulator. */
export interface ConnectionSetting {
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly cloud: 'custom';
  readonly signIn: SignIn;
  readonly apiHost: string;
  readonly authority: string;
  readonly scope: string;
  readonly certificatePath?: string;
}

export type SignIn = 'browser' | 'deviceCode' | 'clientSecret' | 'certificate';
