package io.pronto.core.access;

import java.util.Optional;

/**
 * A session at an identity provider.
 *
 * @param subject whose it is, as the provider calls people ({@code sub}); empty where it is not
 *     told
 * @param id as the provider calls it ({@code sid}), if it does
 */
public record ProviderSession(String issuer, String subject, Optional<String> id) {}
