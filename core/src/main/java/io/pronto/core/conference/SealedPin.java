package io.pronto.core.conference;

import io.vertx.core.buffer.Buffer;

/** A PIN as it is kept: only {@link ConferencePins} can tell whether it is right. */
public record SealedPin(Buffer sealed) {}
