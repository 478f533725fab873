package io.pronto.core.seal;

/** The {@code secrets.key} of the settings is not the one that sealed this database's keys. */
public final class WrongMasterKey extends RuntimeException {
  WrongMasterKey(String sealed, Throwable cause) {
    super(
        "secrets.key does not open "
            + sealed
            + ", which another key has sealed: put back the secrets.key that this database was"
            + " first started with, or start on a new database",
        cause);
  }
}
