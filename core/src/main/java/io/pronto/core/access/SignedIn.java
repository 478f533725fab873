package io.pronto.core.access;

/** Who has signed in, and by which session. */
public record SignedIn(String sessionId, Principal principal) {}
