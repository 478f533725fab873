package io.pronto.sip.wire;

/** Nothing more is read of a WebSocket, and its peer is told why (RFC 6455, section 7.4.1). */
final class WebSocketClosed extends Exception {
  static final int NORMAL = 1000;
  static final int PROTOCOL = 1002;
  static final int NOT_UTF8 = 1007;
  static final int TOO_LARGE = 1009;

  private static final long serialVersionUID = 1L;

  private final int code;

  WebSocketClosed(int code) {
    super("WebSocket closed: " + code, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
