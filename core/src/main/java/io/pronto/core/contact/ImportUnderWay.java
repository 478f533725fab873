package io.pronto.core.contact;

/** Another table of the organisation is being brought in. */
public final class ImportUnderWay extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportUnderWay() {
    super("Another table of contacts is being brought in", null, false, false);
  }
}
