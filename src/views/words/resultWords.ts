import { l10n } from 'vscode';

/** A result as Microsoft's documentation lists them, and what it means where that is known: `0x80070005: access denied`. */
export function resultWords(errorHResult: number): string {
  const code = errorHResult >>> 0;
  const meaning = meaningOf(code);
  const hex = `0x${code.toString(16).padStart(8, '0')}`;
  return meaning ? `${hex}: ${meaning}` : hex;
}

/** Names of the codes: winerror.h, and wininet.h for those that begin with 0x80072e and 0x80072f. */
function meaningOf(code: number): string | undefined {
  switch (code) {
    case 0x80004001: // E_NOTIMPL
    case 0x80070032: // ERROR_NOT_SUPPORTED
      return l10n.t('not supported on the device');
    case 0x80004004: // E_ABORT
    case 0x800703e3: // ERROR_OPERATION_ABORTED
    case 0x800704c7: // ERROR_CANCELLED
      return l10n.t('aborted');
    case 0x80004005: // E_FAIL
    case 0x8000ffff: // E_UNEXPECTED
      return l10n.t('an error that the device does not name');
    case 0x80070002: // ERROR_FILE_NOT_FOUND
    case 0x80070003: // ERROR_PATH_NOT_FOUND
    case 0x80070490: // ERROR_NOT_FOUND
      return l10n.t('something that it takes was not found on the device');
    case 0x80070005: // E_ACCESSDENIED
      return l10n.t('access denied on the device');
    case 0x8007000e: // E_OUTOFMEMORY
    case 0x800705aa: // ERROR_NO_SYSTEM_RESOURCES
      return l10n.t('too little memory on the device');
    case 0x80070020: // ERROR_SHARING_VIOLATION
      return l10n.t('a file was in use on the device');
    case 0x80070027: // ERROR_HANDLE_DISK_FULL
    case 0x80070070: // ERROR_DISK_FULL
      return l10n.t('too little disk space on the device');
    case 0x80070102: // WAIT_TIMEOUT
    case 0x800705b4: // ERROR_TIMEOUT
      return l10n.t('it took too long on the device');
    case 0x80072ee2: // ERROR_INTERNET_TIMEOUT
      return l10n.t('the device got no answer from the network in time');
    case 0x80072ee7: // ERROR_INTERNET_NAME_NOT_RESOLVED
      return l10n.t('the device could not resolve the name of the service');
    case 0x80072efd: // ERROR_INTERNET_CANNOT_CONNECT
    case 0x800704cf: // ERROR_NETWORK_UNREACHABLE
      return l10n.t('the device could not connect to the service');
    case 0x80072efe: // ERROR_INTERNET_CONNECTION_ABORTED
    case 0x80072eff: // ERROR_INTERNET_CONNECTION_RESET
      return l10n.t('the connection of the device broke');
    case 0x80072f05: // ERROR_INTERNET_SEC_CERT_DATE_INVALID
    case 0x80072f06: // ERROR_INTERNET_SEC_CERT_CN_INVALID
    case 0x80072f0d: // ERROR_INTERNET_INVALID_CA
    case 0x80072f7d: // ERROR_INTERNET_SECURITY_CHANNEL_ERROR
    case 0x80072f8f: // ERROR_INTERNET_DECODING_FAILED, which WinHTTP uses for a failed TLS handshake
      return l10n.t(
        'the device does not trust the connection to the service: its clock, or inspection of TLS',
      );
    case 0x80190198: // HTTP 408: what Defender says of an action whose device stayed away
      return l10n.t('the device did not answer in time (HTTP 408)');
    default:
      return httpWords(code);
  }
}

/** 0x8019xxxx holds the status of an HTTP answer. */
function httpWords(code: number): string | undefined {
  const status = code - 0x80190000;
  return status >= 300 && status < 600
    ? l10n.t('a server answered the device with HTTP {0}', status)
    : undefined;
}
