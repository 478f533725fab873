package io.pronto.watch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether new calls can be taken: every part says for itself. Running calls go on regardless. */
public final class Health {
  private final Map<String, BooleanSupplier> parts = new LinkedHashMap<>();
  private volatile boolean draining;

  /** Nothing but that the server is not about to end. */
  public Health() {
    parts.put("accepting", () -> !draining);
  }

  /** Adds a part; {@code well} is asked now and then and must answer within a few seconds. */
  public Health with(String part, BooleanSupplier well) {
    parts.put(part, well);
    return this;
  }

  /** From now on nothing new is taken: whoever balances load looks elsewhere. */
  public void drain() {
    draining = true;
  }

  /** Whether nothing new is taken any more. */
  public boolean draining() {
    return draining;
  }

  /** What must hold, by name. */
  public Map<String, BooleanSupplier> parts() {
    return Map.copyOf(parts);
  }
}
