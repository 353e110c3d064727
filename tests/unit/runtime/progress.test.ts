import { describe, expect, it, vi } from 'vitest';

import { reportProgress, type ProgressEvent } from '../../../src/runtime/progress.ts';

const event: ProgressEvent = { source: 'gcs', step: 'listing', done: 1, total: null, message: '1 page' };

describe('reportProgress', () => {
  it('tells the listener', () => {
    const listener = vi.fn();
    reportProgress(listener, event);
    expect(listener).toHaveBeenCalledExactlyOnceWith(event);
  });

  it('does nothing without a listener', () => {
    expect(() => {
      reportProgress(undefined, event);
    }).not.toThrow();
  });

  it('survives a listener that throws', () => {
    expect(() => {
      reportProgress(() => {
        throw new Error('the terminal is gone');
      }, event);
    }).not.toThrow();
  });

  it('survives a listener whose promise rejects', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    // oxlint-disable-next-line typescript/no-misused-promises -- what a caller may well write
    reportProgress(() => Promise.reject(new Error('the socket is gone')), event);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
