package io.pronto.api.web;

import io.pronto.api.contract.Fault;
import io.pronto.core.access.PasswordTooCommon;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A refusal as a person or a program is told it (RFC 9457).
 *
 * <p>It is thrown by whoever finds the reason and answered at the edge.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient List<Fault> faults;
  private final transient Map<String, String> headers;

  private Problem(
      int status, String code, String detail, List<Fault> faults, Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.faults = List.copyOf(faults);
    this.headers = Map.copyOf(headers);
  }

  /** A refusal that names no field. */
  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, List.of(), Map.of());
  }

  /** 400: the request cannot be read. */
  public static Problem malformed(String code, String detail, List<Fault> faults) {
    return new Problem(400, code, detail, faults, Map.of());
  }

  /** 401: nobody has signed in. */
  public static Problem unauthorized(String code, String detail) {
    return new Problem(401, code, detail, List.of(), Map.of("WWW-Authenticate", "Bearer"));
  }

  /** 403: whoever has signed in may not do that. */
  public static Problem forbidden(String detail) {
    return of(403, "forbidden", detail);
  }

  /** 404: there is none, or it is another organisation's; nobody learns which. */
  public static Problem notFound() {
    return of(404, "not_found", "There is nothing here by that name");
  }

  /** 409: it contradicts what is. */
  public static Problem conflict(String code, String detail) {
    return of(409, code, detail);
  }

  /** 409 with the field that contradicts. */
  public static Problem conflict(String code, String pointer, String detail) {
    return new Problem(409, code, detail, List.of(new Fault(pointer, code, detail)), Map.of());
  }

  /** 409 with all that contradicts. */
  public static Problem conflict(String code, String detail, List<Fault> faults) {
    return new Problem(409, code, detail, faults, Map.of());
  }

  /** 422: the fields can be read and cannot be carried out. */
  public static Problem invalid(List<Fault> faults) {
    return new Problem(
        422,
        "invalid_request",
        "The request cannot be carried out as it stands; see errors",
        faults,
        Map.of());
  }

  /** 422 for one field. */
  public static Problem invalid(String pointer, String code, String detail) {
    return invalid(List.of(new Fault(pointer, code, detail)));
  }

  /** 422: the password in that field may not be chosen. */
  public static Problem invalid(PasswordTooCommon refused, String pointer) {
    var code = "password_too_common";
    return new Problem(
        422,
        code,
        "The password may not be chosen; see errors",
        List.of(new Fault(pointer, code, refused.getMessage())),
        Map.of());
  }

  /** 416: none of the bytes asked for exists among {@code length}. */
  static Problem rangeNotSatisfiable(long length) {
    return new Problem(
        416,
        "range_not_satisfiable",
        "There are " + length + " bytes",
        List.of(),
        Map.of("Content-Range", "bytes */" + length));
  }

  /** 429 or 503: later. */
  public static Problem later(int status, String code, String detail, Duration wait) {
    return new Problem(
        status,
        code,
        detail,
        List.of(),
        Map.of("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What programs decide by. */
  public String code() {
    return code;
  }

  /** Field by field. */
  public List<Fault> faults() {
    return faults;
  }

  /** What goes with it. */
  public Map<String, String> headers() {
    return headers;
  }
}
