package io.pronto.media.ice;

/**
 * What the two sides of a session have told each other for ICE.
 *
 * @param ours by what the peer proves itself to us
 * @param theirs its own
 * @param lite whether the peer never asks either, so that it is where its description says
 */
public record IceTerms(IceCredentials ours, IceCredentials theirs, boolean lite) {}
