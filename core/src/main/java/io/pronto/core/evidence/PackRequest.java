package io.pronto.core.evidence;

import java.time.Instant;

/**
 * A pack of evidence that was asked for.
 *
 * @param id {@code evp_…}
 * @param since from when on its log of accesses is
 * @param until up to when that is
 * @param language of what people read: en, fr or it
 * @param madeBy the id of the account or API key
 */
public record PackRequest(
    String id, Instant since, Instant until, String language, String madeBy, Instant createdAt) {}
