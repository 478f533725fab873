package io.pronto.settings;

import java.util.List;

/** Settings with which Pronto does not start: one line for each fault, ready to be shown. */
public final class BadSettings extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  BadSettings(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, each line naming the key, the fault and what to do. */
  public List<String> faults() {
    return faults;
  }
}
