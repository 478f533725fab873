package io.pronto.core.rules;

import io.vertx.core.buffer.Buffer;

/** A number's access code as it is kept: only {@link AccessCodes} can tell whether it is right. */
public record SealedCode(Buffer sealed) {}
