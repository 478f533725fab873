package io.pronto.core.credit;

/** An account's currency stays while it has or owes money, or a call of it is under way. */
public final class CurrencyInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CurrencyInUse() {
    super("The currency of an account changes only at a balance of zero", null, false, false);
  }
}
