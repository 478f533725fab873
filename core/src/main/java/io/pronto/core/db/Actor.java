package io.pronto.core.db;

import java.util.function.Supplier;

/**
 * On whose behalf transactions are done, for the audit log. Whoever answers a request says so once,
 * and every transaction of the same thread knows it.
 *
 * @param account {@code user:usr_…} or {@code operator:opr_…}; empty for nobody who is known
 * @param source the address that the request came from; empty for none
 * @param request the request's id; empty for none
 */
public record Actor(String account, String source, String request) {
  private static final Actor SERVER = new Actor("", "", "");
  private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

  /** Who acts in this thread: the server itself, unless somebody was named. */
  public static Actor current() {
    return CURRENT.orElse(SERVER);
  }

  /** The same request, on behalf of {@code other}. */
  public Actor as(String other) {
    return new Actor(other, source, request);
  }

  /** Does {@code work} on this one's behalf. */
  public <T> T run(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }
}
