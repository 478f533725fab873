package io.pronto.core.publishing;

import java.util.List;

/** A change is not made, since calls would not go where they are expected to go, and do now. */
public final class TestsFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<TestResult> failed;

  /** Names the tests that would fail, and what would come instead. */
  public TestsFailed(List<TestResult> failed) {
    super("Routing tests would fail: " + failed.size(), null, false, false);
    this.failed = List.copyOf(failed);
  }

  /** The tests that would fail, by name. */
  public List<TestResult> failed() {
    return failed;
  }
}
