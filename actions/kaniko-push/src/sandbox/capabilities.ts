/**
 * What kaniko needs to lay out files of any owner and to run steps as any user, with the numbers of
 * linux/capability.h. Not among them: mounting, devices, network, tracing, time, the host's settings.
 */
export const neededCapabilities = {
  CAP_CHOWN: 0,
  CAP_DAC_OVERRIDE: 1,
  CAP_FOWNER: 3,
  CAP_FSETID: 4,
  CAP_KILL: 5,
  CAP_SETGID: 6,
  CAP_SETUID: 7,
  CAP_SYS_CHROOT: 18,
  CAP_SETFCAP: 31,
} as const;

/** As the kernel shows a set of capabilities in /proc/<pid>/status. */
export const neededMask: bigint = Object.values(neededCapabilities).reduce(
  (mask, bit) => mask | (1n << BigInt(bit)),
  0n,
);
