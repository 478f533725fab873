package io.pronto.core.carrier;

import io.pronto.core.subprocessor.ProcessedBy;
import java.time.Instant;

/**
 * A company that carries calls to and from the operator.
 *
 * @param processedBy which subprocessor it is
 */
public record Carrier(String id, String name, ProcessedBy processedBy, Instant createdAt) {}
