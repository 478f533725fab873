package io.pronto.core.prompt;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A prompt in one language.
 *
 * @param language ISO 639-1
 * @param text what the server has spoken; empty where a file was sent
 * @param sha256 of its samples, in hexadecimal: evidence names what was played by it
 * @param changedAt when it was sent, or spoken
 */
public record PromptSound(
    String language, Optional<String> text, String sha256, Duration length, Instant changedAt) {}
