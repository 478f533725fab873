package io.pronto.sip.phone;

import java.util.List;

/** Requests that a well-behaved phone would not send, in the name and with the proof of one. */
public final class Asking {
  private Asking() {}

  /** A REGISTER of {@code phone} with those Contacts and no more than it must have. */
  public static SipMessage register(
      TestPhone phone, String callId, long sequence, List<String> contacts) {
    var request =
        phone
            .begin("REGISTER", "sip:" + phone.domain(), callId, sequence)
            .without("Contact")
            .with("From", "<" + phone.self() + ">;tag=" + TestPhone.token())
            .with("To", "<" + phone.self() + ">");
    for (var contact : contacts) {
      request = request.with("Contact", contact);
    }
    return request;
  }

  /** Sends {@code request}, answers one challenge, and returns the server's last word. */
  public static SipMessage ask(TestPhone phone, SipMessage request) {
    var first = phone.exchange(request);
    return first.status() == 401 || first.status() == 407
        ? phone.exchange(answering(phone, first, request))
        : first;
  }

  /** {@code request} with the answer to {@code challenge}. */
  public static SipMessage answering(TestPhone phone, SipMessage challenge, SipMessage request) {
    return elsewhere(phone, phone.answering(challenge, request));
  }

  /** The answer of {@code credentials} to the {@code count}th use of a challenge's nonce. */
  public static String answer(
      Credentials credentials, SipMessage challenge, String method, String uri, int count) {
    return credentials.answer(challenge.all("WWW-Authenticate"), method, uri, count);
  }

  /** {@code request} as if sent anew: with a branch and a CSeq of its own. */
  public static SipMessage again(TestPhone phone, SipMessage request) {
    return elsewhere(phone, request)
        .without("CSeq")
        .with("CSeq", (request.sequence() + 1) + " " + request.method());
  }

  private static SipMessage elsewhere(TestPhone phone, SipMessage request) {
    return request.without("Via").with("Via", phone.via(TestPhone.branch()));
  }

  /** The phone's own Contact. */
  public static String contact(TestPhone phone) {
    return phone.contact();
  }
}
