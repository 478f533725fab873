package io.pronto.sip.phone;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One call as a phone lives it. It does what any phone does by itself: acknowledges, answers a
 * challenge, a PRACK, a re-INVITE, an UPDATE or a BYE. Everything received can be waited for once.
 * It never retransmits a request: the loopback loses nothing.
 */
public final class PhoneCall implements AutoCloseable {
  private final TestPhone phone;
  private final String id;
  private final Optional<Invite> wanted;
  private final String localTag = TestPhone.token();
  private final List<SipMessage> received = new ArrayList<>();
  private final PhoneAudio audio;

  private SipMessage invite;
  private InetSocketAddress peer;
  private String remoteParty;
  private String remoteTarget;
  private List<String> routes = List.of();
  private String lastReply = "";
  private Optional<String> refusal = Optional.empty();
  private String direction = "sendrecv";
  private long sequence = 1;
  private long lateOffer;
  private int sdpVersion = 1;
  private boolean confirmed;
  private boolean ignoring;
  private boolean withholding;
  private int repeated;
  private boolean ended;

  private PhoneCall(TestPhone phone, String id, Optional<Invite> wanted) {
    this.phone = phone;
    this.id = id;
    this.wanted = wanted;
    this.audio = new PhoneAudio(phone.bind());
  }

  static PhoneCall outgoing(TestPhone phone, Invite wanted) {
    var call = new PhoneCall(phone, TestPhone.token() + "@phone", Optional.of(wanted));
    var target = wanted.target();
    call.remoteTarget = target.startsWith("sip:") ? target : "sip:" + target + "@" + phone.domain();
    call.remoteParty = "<" + call.remoteTarget + ">";
    call.peer = phone.server();
    return call;
  }

  static PhoneCall incoming(TestPhone phone, SipMessage invite, InetSocketAddress peer) {
    var call = new PhoneCall(phone, invite.header("Call-ID"), Optional.empty());
    call.invite = invite;
    call.peer = peer;
    call.remoteParty = invite.header("From");
    call.remoteTarget = invite.uri("Contact");
    call.routes = invite.all("Record-Route");
    if (!invite.body().isEmpty()) {
      call.hearFrom(Sdp.parse(invite.body()));
    }
    return call;
  }

  /** The Call-ID. */
  public String id() {
    return id;
  }

  /** The INVITE that began the call, as last sent or as received. */
  public synchronized SipMessage request() {
    return invite;
  }

  // What this side does.

  /** Rings: 180 without SDP. */
  public PhoneCall ring() {
    reply("180 Ringing", false);
    return this;
  }

  /** Sends early media: 183 with SDP, and the mouth is open. */
  public PhoneCall earlyMedia() {
    reply("183 Session Progress", true);
    return this;
  }

  /** Answers: 200 with SDP (the answer, or the offer when the INVITE had none). */
  public PhoneCall answer() {
    reply("200 OK", true);
    return this;
  }

  /** Answers with {@code sdp}, whose placeholders are those of {@link Invite#offering}. */
  public synchronized PhoneCall answer(String sdp) {
    var body = Sdp.fill(sdp, audio.local(), direction, sdpVersion++);
    answerInvite(tagged(invite, "200 OK").withBody("application/sdp", body));
    return this;
  }

  /** Refuses with {@code status}, such as "486 Busy Here", and {@code headers}. */
  public synchronized PhoneCall reject(String status, SipMessage.Header... headers) {
    var response = tagged(invite, status);
    for (var header : headers) {
      response = response.with(header.name(), header.value());
    }
    answerInvite(response);
    ended = true;
    return this;
  }

  /** Sends {@code response}, made by the test, to the INVITE. */
  public synchronized PhoneCall respond(SipMessage response) {
    answerInvite(response);
    return this;
  }

  /** A response of {@code status} to the INVITE, for {@link #respond}. */
  public synchronized SipMessage response(String status) {
    return tagged(invite, status);
  }

  /** This side's session description in its present direction. */
  public synchronized String sdp() {
    return Sdp.usual(audio.local(), direction, sdpVersion++);
  }

  /** Gives up an outgoing call before it is answered. */
  public synchronized void cancel() {
    phone.send(
        SipMessage.of("CANCEL " + invite.startLine().split(" ")[1] + " SIP/2.0")
            .with("Via", invite.header("Via"))
            .with("Max-Forwards", "70")
            .with("From", invite.header("From"))
            .with("To", invite.header("To"))
            .with("Call-ID", id)
            .with("CSeq", invite.sequence() + " CANCEL"));
  }

  /** Puts the other side on hold by re-INVITE and waits until that is agreed. */
  public void hold() {
    reinvite("sendonly");
  }

  /** Takes the other side back and waits until that is agreed. */
  public void resume() {
    reinvite("sendrecv");
  }

  /** Re-INVITEs with {@code direction} and waits for the 200. */
  public SipMessage reinvite(String direction) {
    synchronized (this) {
      this.direction = direction;
    }
    var answer = exchange(inDialog("INVITE").withBody("application/sdp", sdp()));
    if (answer.status() != 200) {
      throw new AssertionError("The re-INVITE was refused:\n" + answer);
    }
    return answer;
  }

  /** Hangs up and waits for the 200. */
  public void hangUp() {
    var answer = exchange(inDialog("BYE"));
    synchronized (this) {
      ended = true;
      audio.direct(null, false);
    }
    if (answer.status() != 200) {
      throw new AssertionError("The BYE was refused:\n" + answer);
    }
  }

  /** A request of {@code method} in this dialog, complete but for what is added. */
  public synchronized SipMessage inDialog(String method) {
    var request = phone.begin(method, remoteTarget, id, ++sequence).with("From", local());
    for (var route : routes) {
      request = request.with("Route", route);
    }
    return request.with("To", remoteParty);
  }

  /** Sends {@code request} and waits for its final response. */
  public SipMessage exchange(SipMessage request) {
    send(request);
    return await(
        m ->
            m.isResponse()
                && m.status() >= 200
                && m.sequence() == request.sequence()
                && m.method().equals(request.method()),
        "a final response to " + request.startLine());
  }

  /** Sends {@code request} as it is and waits for nothing. */
  public void send(SipMessage request) {
    synchronized (this) {
      boolean late = request.method().equals("INVITE") && request.body().isEmpty();
      lateOffer = late ? request.sequence() : lateOffer;
    }
    phone.sendTo(request, peer());
  }

  /**
   * Refuses re-INVITEs and UPDATEs from now on with {@code status}, such as "491 Request Pending".
   */
  public synchronized void refuseOffers(String status) {
    refusal = Optional.of(status);
  }

  /** Accepts re-INVITEs and UPDATEs again. */
  public synchronized void acceptOffers() {
    refusal = Optional.empty();
    ignoring = false;
  }

  /** Leaves re-INVITEs and UPDATEs unanswered from now on. */
  public synchronized void ignoreOffers() {
    ignoring = true;
  }

  /** Answers {@code request}, a re-INVITE or UPDATE that was ignored. */
  public synchronized void answerOffer(SipMessage request) {
    takeOffer(request);
  }

  /** Sends neither ACK nor PRACK from now on. */
  public synchronized void withholdAck() {
    withholding = true;
  }

  /** Sends the ACK or PRACK to {@code response} that was withheld, and those that follow. */
  public synchronized void sendAck(SipMessage response) {
    withholding = false;
    if (response.status() < 200) {
      progress(response);
    } else {
      acknowledge(response);
    }
  }

  /** Whether the call has been answered. */
  public synchronized boolean isAnswered() {
    return confirmed;
  }

  // What this side says and hears.

  /** Begins to say {@code sound}; silence follows it. */
  public void say(Sound sound) {
    audio.say(sound);
  }

  /** Says {@code sound} and waits until its last frame is sent. */
  public void sayAll(Sound sound) {
    audio.say(sound);
    audio.awaitSaid(Duration.ofMillis(sound.millis()).plus(TestPhone.PATIENCE));
  }

  /** Everything heard since the call began or the last {@link #forget}. */
  public Sound heard() {
    return audio.heard();
  }

  /** RTP packets heard since the call began or the last {@link #forget}. */
  public long packetsHeard() {
    return audio.packetsHeard();
  }

  /** Forgets what was heard. */
  public void forget() {
    audio.forget();
  }

  /** Waits until {@code millis} of sound have been heard, and returns what was heard. */
  public Sound awaitHeard(int millis) {
    audio.awaitHeard(millis, TestPhone.PATIENCE.plusMillis(millis));
    return audio.heard();
  }

  /** Stops sending RTP, as a phone behind a broken network; signalling goes on. */
  public void silence() {
    audio.mute(true);
  }

  /** Sends RTP again after {@link #silence}. */
  public void speak() {
    audio.mute(false);
  }

  /** Where this phone receives RTP. */
  public InetSocketAddress rtp() {
    return audio.local();
  }

  // What this side waits for.

  /** Waits for a response with {@code status} to the INVITE. */
  public SipMessage awaitStatus(int status) {
    return await(
        m -> m.isResponse() && m.status() == status && m.method().equals("INVITE"),
        "a response " + status);
  }

  /** Waits for the final response to a request of {@code method}. */
  public SipMessage awaitAnswer(String method) {
    return await(
        m -> m.isResponse() && m.status() >= 200 && m.method().equals(method),
        "an answer to " + method);
  }

  /** Waits for the call to be answered (outgoing) or acknowledged (incoming). */
  public PhoneCall awaitAnswered() {
    if (wanted.isPresent()) {
      awaitStatus(200);
    } else {
      awaitRequest("ACK");
    }
    return this;
  }

  /** Waits until an answer has been repeated {@code times}. */
  public synchronized void awaitRepeated(int times) {
    await(() -> repeated >= times ? Optional.of(invite) : Optional.empty(), "a repeated answer");
  }

  /** Waits for a request of {@code method} in this call. */
  public SipMessage awaitRequest(String method) {
    return await(m -> !m.isResponse() && m.method().equals(method), "a " + method);
  }

  /** Waits for the other side's BYE or CANCEL, and returns it. */
  public SipMessage awaitEnded() {
    return await(
        m -> !m.isResponse() && (m.method().equals("BYE") || m.method().equals("CANCEL")),
        "a BYE or CANCEL");
  }

  /** Waits for the final response that refuses an outgoing call. */
  public SipMessage awaitRefused() {
    return await(
        m -> m.isResponse() && m.status() >= 300 && m.method().equals("INVITE"), "a refusal");
  }

  /** Waits for the final response to an outgoing call, whatever it is. */
  public SipMessage awaitFinal() {
    return await(
        m -> m.isResponse() && m.status() >= 200 && m.method().equals("INVITE"),
        "a final response");
  }

  /** Says whether the call has ended by either side. */
  public synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    audio.close();
  }

  // What a phone does by itself.

  synchronized void invite() {
    var call = wanted.orElseThrow();
    var from = call.from().map(u -> "sip:" + u + "@" + phone.domain()).orElse(phone.self());
    invite =
        phone
            .begin("INVITE", remoteTarget, id, sequence)
            .with("From", "<" + from + ">;tag=" + localTag)
            .with("To", remoteParty)
            .with("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK");
    for (var header : call.headers()) {
      invite = invite.with(header.name(), header.value());
    }
    if (!call.lateOffer()) {
      invite = invite.withBody("application/sdp", description());
    }
    phone.send(invite);
  }

  synchronized void receive(SipMessage message, InetSocketAddress from) {
    peer = from;
    boolean mine = !message.isResponse() && takeRequest(message);
    if (message.isResponse() && message.method().equals("INVITE")) {
      mine = !takeResponse(message);
    }
    if (!mine) {
      received.add(message);
    }
    notifyAll();
  }

  /** Says whether {@code request} was a retransmission, of no interest to anybody. */
  private boolean takeRequest(SipMessage request) {
    switch (request.method()) {
      case "ACK" -> confirm(request);
      case "BYE" -> end(request);
      case "CANCEL" -> cancelled(request);
      case "INVITE" -> {
        if (request.sequence() == invite.sequence() && wanted.isEmpty()) {
          if (!lastReply.isEmpty()) {
            phone.sendTo(SipMessage.parse(lastReply), peer);
          }
          return true;
        }
        if (request.tag("To").isEmpty()) {
          invite = request;
          lastReply = "";
          return false;
        }
        takeOffer(request);
      }
      case "UPDATE" -> takeOffer(request);
      default -> phone.sendTo(reply(request, "200 OK"), peer);
    }
    return false;
  }

  /**
   * Says whether {@code response} is news: not a retransmission, not a challenge that is answered.
   */
  private boolean takeResponse(SipMessage response) {
    int status = response.status();
    if (status < 200) {
      progress(response);
      return true;
    }
    if (status >= 300) {
      acknowledgeRefusal(response);
      boolean challenge = (status == 401 || status == 407) && response.sequence() == 1;
      if (challenge && invite.find("Proxy-Authorization").isEmpty()) {
        return !answerChallenge(response);
      }
      ended |= !confirmed;
      return true;
    }
    repeated += confirmed && response.sequence() == invite.sequence() ? 1 : 0;
    boolean news = !confirmed || response.sequence() > invite.sequence();
    follow(response);
    confirmed = true;
    acknowledge(response);
    return news || response.sequence() != invite.sequence();
  }

  private boolean answerChallenge(SipMessage challenge) {
    sequence = challenge.sequence() + 1;
    invite =
        phone
            .answering(challenge, invite)
            .without("Via")
            .with("Via", phone.via(TestPhone.branch()));
    phone.send(invite);
    return true;
  }

  private void progress(SipMessage response) {
    if (response.find("RSeq").isPresent() && !withholding) {
      follow(response);
      var rack = response.header("RSeq") + " " + response.header("CSeq");
      phone.sendTo(inDialog("PRACK").with("RAck", rack), peer);
    }
    if (!response.body().isEmpty()) {
      hearFrom(Sdp.parse(response.body()));
    }
  }

  private void follow(SipMessage response) {
    remoteParty = response.header("To");
    remoteTarget = response.find("Contact").map(SipMessage::between).orElse(remoteTarget);
    if (!confirmed) {
      routes = response.all("Record-Route").reversed();
    }
    if (!response.body().isEmpty()) {
      hearFrom(Sdp.parse(response.body()));
    }
  }

  private void acknowledge(SipMessage response) {
    if (withholding) {
      return;
    }
    var ack =
        phone
            .begin("ACK", remoteTarget, id, response.sequence())
            .with("From", local())
            .with("To", remoteParty);
    for (var route : routes) {
      ack = ack.with("Route", route);
    }
    boolean late = wanted.filter(Invite::lateOffer).isPresent();
    if (late && response.sequence() == invite.sequence()) {
      ack = ack.withBody("application/sdp", description());
    } else if (response.sequence() == lateOffer) {
      ack = ack.withBody("application/sdp", sdp());
    }
    phone.sendTo(ack, peer);
  }

  private void acknowledgeRefusal(SipMessage response) {
    phone.sendTo(
        SipMessage.of("ACK " + remoteTarget + " SIP/2.0")
            .with("Via", response.header("Via"))
            .with("Max-Forwards", "70")
            .with("From", response.header("From"))
            .with("To", response.header("To"))
            .with("Call-ID", id)
            .with("CSeq", response.sequence() + " ACK"),
        peer);
  }

  private void confirm(SipMessage ack) {
    confirmed = true;
    if (!ack.body().isEmpty()) {
      hearFrom(Sdp.parse(ack.body()));
    }
  }

  private void end(SipMessage bye) {
    ended = true;
    audio.direct(null, false);
    phone.sendTo(reply(bye, "200 OK"), peer);
  }

  private void cancelled(SipMessage cancel) {
    phone.sendTo(reply(cancel, "200 OK"), peer);
    if (!confirmed && !ended) {
      ended = true;
      answerInvite(tagged(invite, "487 Request Terminated"));
    }
  }

  private void takeOffer(SipMessage request) {
    if (ignoring) {
      return;
    }
    if (refusal.isPresent()) {
      phone.sendTo(reply(request, refusal.get()), peer);
      return;
    }
    remoteTarget = request.find("Contact").map(SipMessage::between).orElse(remoteTarget);
    var response = reply(request, "200 OK").with("Contact", phone.contact());
    if (request.method().equals("UPDATE") && request.body().isEmpty()) {
      phone.sendTo(response, peer);
      return;
    }
    var answered = direction;
    if (!request.body().isEmpty()) {
      var offer = Sdp.parse(request.body());
      answered = Sdp.answering(offer.direction(), direction);
      hearFrom(offer);
    }
    var body = Sdp.usual(audio.local(), answered, sdpVersion++);
    phone.sendTo(response.withBody("application/sdp", body), peer);
  }

  private void reply(String status, boolean withSdp) {
    synchronized (this) {
      var response = tagged(invite, status);
      answerInvite(withSdp ? response.withBody("application/sdp", sdp()) : response);
    }
  }

  private void answerInvite(SipMessage response) {
    lastReply = response.toString();
    phone.sendTo(response, peer);
  }

  private SipMessage tagged(SipMessage request, String status) {
    var response = reply(request, status).with("Contact", phone.contact());
    return response.without("To").with("To", request.header("To") + ";tag=" + localTag);
  }

  /** A response of {@code status} to {@code request} with what must be copied (RFC 3261, 8.2.6). */
  static SipMessage reply(SipMessage request, String status) {
    var response = SipMessage.of("SIP/2.0 " + status);
    for (var name : List.of("Via", "Record-Route", "From", "To", "Call-ID", "CSeq")) {
      for (var value : request.all(name)) {
        response = response.with(name, value);
      }
    }
    return response;
  }

  private void hearFrom(Sdp other) {
    boolean sends = other.direction().equals("sendrecv") || other.direction().equals("recvonly");
    boolean held = other.audio().getAddress().isAnyLocalAddress();
    boolean mine = direction.equals("sendrecv") || direction.equals("sendonly");
    audio.direct(other.audio(), sends && mine && !held && other.audio().getPort() > 0);
  }

  private String local() {
    return wanted.isPresent() ? invite.header("From") : invite.header("To") + ";tag=" + localTag;
  }

  private String description() {
    return wanted.flatMap(Invite::sdp).map(this::fill).orElseGet(this::sdp);
  }

  private String fill(String template) {
    return Sdp.fill(template, audio.local(), direction, sdpVersion++);
  }

  private synchronized InetSocketAddress peer() {
    return peer;
  }

  private SipMessage await(Predicate<SipMessage> wanted, String what) {
    return await(() -> taken(wanted), what);
  }

  private Optional<SipMessage> taken(Predicate<SipMessage> wanted) {
    var found = received.stream().filter(wanted).findFirst();
    found.ifPresent(received::remove);
    return found;
  }

  private synchronized SipMessage await(Supplier<Optional<SipMessage>> wanted, String what) {
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    try {
      while (true) {
        var found = wanted.get();
        if (found.isPresent()) {
          return found.get();
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("Waited in vain for " + what + "; there were:\n" + received);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while waiting for " + what, e);
    }
  }
}
