import { ProgressLocation, window, type Progress } from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';

export type NotificationProgress = Progress<{ message?: string; increment?: number }>;

/** Shows work in a notification with *Cancel*, which aborts the signal that the work is given. */
export async function withCancellableProgress<T>(
  title: string,
  work: (signal: AbortSignal, progress: NotificationProgress) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort(cancelled()));
    try {
      return await work(controller.signal, progress);
    } finally {
      subscription.dispose();
    }
  });
}
