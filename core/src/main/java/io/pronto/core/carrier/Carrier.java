package io.pronto.core.carrier;

import java.time.Instant;

/** A company that carries calls to and from the operator. */
public record Carrier(String id, String name, Instant createdAt) {}
