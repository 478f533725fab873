package io.pronto.core.provisioning;

/**
 * A directory that an organisation's people and groups are read from.
 *
 * @param kind {@code okta}
 * @param url its address, without a path
 * @param intervalMinutes how long after one run the next begins: 15 to 10,080
 * @param enabled whether it is read without being asked to
 */
public record DirectoryImport(String kind, String url, int intervalMinutes, boolean enabled) {}
