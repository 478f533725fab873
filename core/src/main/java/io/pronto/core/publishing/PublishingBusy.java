package io.pronto.core.publishing;

/** Others are at it: it is to be tried again in a moment. */
public final class PublishingBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishingBusy() {
    super("Other changes of what calls go by are being tried", null, false, false);
  }
}
