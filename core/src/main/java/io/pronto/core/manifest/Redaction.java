package io.pronto.core.manifest;

/**
 * A stretch of one channel that was taken out after the recording had ended.
 *
 * @param party {@code caller} or {@code called}
 * @param reason what had been said there: {@code card}, {@code code}, {@code expiry}, {@code iban}
 */
public record Redaction(String party, long fromMillis, long toMillis, String reason) {}
