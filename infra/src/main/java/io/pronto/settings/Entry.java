package io.pronto.settings;

/**
 * A value as somebody wrote it.
 *
 * @param value the text; the items of a list are parted by commas
 * @param origin where it stands: "pronto.yaml, line 3" or "PRONTO_SIP_PORT"
 */
record Entry(String value, String origin) {}
