// A file of its own in the built package: tslog is 30 files, which take longer to find than to run, and a program that
// makes no logger does not carry them.
export { Logger, type IMaskOptions } from 'tslog';
export { fileTransport } from 'tslog/transports/file';
