package io.pronto.sip;

import io.pronto.sip.registrar.RegistrarSettings;
import io.pronto.sip.stack.SipSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How this server does its part of signalling.
 *
 * @param node this server's name, the same after a restart
 * @param ringTime how long a user's devices ring before the caller is told that nobody answers
 * @param recordings the folder of recordings
 */
public record GatewaySettings(
    SipSettings sip,
    RegistrarSettings registrar,
    String node,
    Duration ringTime,
    Path recordings) {}
