package io.pronto.core.stream;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A server of the organisation's own that may hear its calls.
 *
 * @param id {@code dst_} and a ULID
 * @param url of a WebSocket (RFC 6455)
 * @param sealedToken what it is shown as a bearer token (RFC 6750); empty: nothing
 * @param unredacted whether it may have calls of numbers out of whose recordings card numbers that
 *     are said are taken, which nobody can do with live sound
 * @param createdBy the id of whoever listed it, a user or an API key
 */
public record StreamDestination(
    String id,
    String name,
    URI url,
    Optional<Buffer> sealedToken,
    boolean unredacted,
    String createdBy,
    Instant createdAt) {}
