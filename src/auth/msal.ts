/** Becomes a bundle of its own, so that nothing of MSAL is loaded before somebody is signed in. */
export { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
