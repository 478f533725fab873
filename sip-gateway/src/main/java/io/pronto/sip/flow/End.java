package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;

/**
 * How a call ended.
 *
 * @param sipStatus the far side's own final status where it gave one, else that of the cause
 * @param by {@code caller}, {@code called} or {@code server}
 */
record End(HangupCause cause, int sipStatus, String by) {
  /** An end for {@code cause}, of ours. */
  static End of(HangupCause cause) {
    return new End(cause, cause.sipStatus(), "server");
  }
}
