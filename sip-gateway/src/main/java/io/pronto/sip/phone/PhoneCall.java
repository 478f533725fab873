package io.pronto.sip.phone;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One call as the person at the phone lives it: what can be done, said, heard and waited for. What
 * any phone does by itself is done by {@link PhoneReflexes}. Everything received can be waited for
 * once.
 */
public final class PhoneCall implements AutoCloseable {
  private final PhoneDialog dialog;
  private final PhoneReflexes reflexes;
  private final PhoneAudio audio;
  private final List<SipMessage> received = new ArrayList<>();

  PhoneCall(PhoneDialog dialog) {
    this.dialog = dialog;
    this.reflexes = new PhoneReflexes(dialog);
    this.audio = dialog.audio;
  }

  /** The Call-ID. */
  public String id() {
    return dialog.id;
  }

  /** The INVITE that began the call, as last sent or as received. */
  public synchronized SipMessage request() {
    return dialog.invite;
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

  /**
   * Answers with {@code sdp}, whose placeholders are those of {@link Invite#offering}, and {@code
   * headers}.
   */
  public synchronized PhoneCall answer(String sdp, SipMessage.Header... headers) {
    var response = with(dialog.response("200 OK"), headers);
    reflexes.answer(response.withBody("application/sdp", dialog.fill(sdp)));
    return this;
  }

  private static SipMessage with(SipMessage response, SipMessage.Header... headers) {
    var whole = response;
    for (var header : headers) {
      whole = whole.with(header.name(), header.value());
    }
    return whole;
  }

  /** Refuses with {@code status}, such as "486 Busy Here", and {@code headers}. */
  public synchronized PhoneCall reject(String status, SipMessage.Header... headers) {
    reflexes.answer(with(dialog.response(status), headers));
    reflexes.end();
    return this;
  }

  /** Sends {@code response}, made by the test, to the INVITE. */
  public synchronized PhoneCall respond(SipMessage response) {
    reflexes.answer(response);
    return this;
  }

  /** A response of {@code status} to the INVITE, for {@link #respond}. */
  public synchronized SipMessage response(String status) {
    return dialog.response(status);
  }

  /** This side's session description in its present direction. */
  public synchronized String sdp() {
    return dialog.sdp();
  }

  /** Gives up an outgoing call before it is answered. */
  public synchronized void cancel() {
    dialog.phone.send(dialog.cancel());
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
      dialog.direction = direction;
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
      reflexes.end();
    }
    if (answer.status() != 200) {
      throw new AssertionError("The BYE was refused:\n" + answer);
    }
  }

  /** A request of {@code method} in this dialog, complete but for what is added. */
  public synchronized SipMessage inDialog(String method) {
    return dialog.request(method);
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
  public synchronized void send(SipMessage request) {
    reflexes.send(request);
  }

  /**
   * Refuses re-INVITEs and UPDATEs from now on with {@code status}, such as "491 Request Pending".
   */
  public synchronized void refuseOffers(String status) {
    reflexes.refusal = Optional.of(status);
  }

  /** Accepts re-INVITEs and UPDATEs again. */
  public synchronized void acceptOffers() {
    reflexes.refusal = Optional.empty();
    reflexes.ignoring = false;
  }

  /** Leaves re-INVITEs and UPDATEs unanswered from now on. */
  public synchronized void ignoreOffers() {
    reflexes.ignoring = true;
  }

  /** Answers {@code request}, a re-INVITE or UPDATE that was ignored, whatever is refused now. */
  public synchronized void answerOffer(SipMessage request) {
    reflexes.answerOffer(request);
  }

  /** Answers {@code request}, a re-INVITE or UPDATE that was ignored, with {@code sdp}. */
  public synchronized void answerOffer(SipMessage request, String sdp) {
    reflexes.answerOffer(request, sdp);
  }

  /** Answers {@code request}, which was ignored, with {@code status}, such as "100 Trying". */
  public synchronized void reply(SipMessage request, String status) {
    dialog.send(SipMessage.responding(request, status));
  }

  /** Answers OPTIONS and the like from now on as one that knows nothing of the call. */
  public synchronized void forgetDialog() {
    reflexes.forgetful = true;
  }

  /** Sends neither ACK nor PRACK from now on. */
  public synchronized void withholdAck() {
    reflexes.withholding = true;
  }

  /** Sends the ACK or PRACK to {@code response} that was withheld, and those that follow. */
  public synchronized void sendAck(SipMessage response) {
    reflexes.stopWithholding(response);
  }

  /** Whether the call has been answered. */
  public synchronized boolean isAnswered() {
    return reflexes.isConfirmed();
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

  /** Waits until the last frame of what is being said is sent. */
  public void awaitSaid() {
    audio.awaitSaid(TestPhone.PATIENCE);
  }

  /**
   * Presses {@code keys}: digits, {@code *}, {@code #}, A to D; they are sent as RFC 4733 has it.
   */
  public void press(String keys) {
    audio.press(keys);
  }

  /** Waits until {@code count} keys were heard as events (RFC 4733), and returns all that were. */
  public String awaitKeys(int count) {
    return audio.awaitKeys(count, TestPhone.PATIENCE);
  }

  /**
   * When the sound being said, or last said, began: the moment for which its first frame was due,
   * as {@link System#nanoTime} counts; 0 before that.
   */
  public long saidFrom() {
    return audio.begunAt();
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

  /** Has no noise of a room where nobody speaks: whoever writes it down may hear words in it. */
  public void withoutNoise() {
    audio.withoutNoise();
  }

  /** Its microphone is dead from now on: it sends digital silence. */
  public void deaden() {
    audio.deaden(true);
  }

  /** Its microphone is what it was before {@link #deaden}. */
  public void revive() {
    audio.deaden(false);
  }

  /** RTP packets that came but were not protected as agreed. */
  public long packetsForged() {
    return audio.packetsForged();
  }

  /** Protects what it says with another key than it has told the other side. */
  public void protectWrongly() {
    audio.protectWrongly(SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80));
  }

  /** Puts another key into the next description. */
  public synchronized void renewKey() {
    dialog.keys.renew();
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
    if (dialog.isOutgoing()) {
      awaitStatus(200);
    } else {
      awaitRequest("ACK");
    }
    return this;
  }

  /** Waits until an answer has been repeated {@code times}. */
  public synchronized void awaitRepeated(int times) {
    await(
        () -> reflexes.repeated() >= times ? Optional.of(dialog.invite) : Optional.empty(),
        "a repeated answer");
  }

  /** Waits for a request of {@code method} in this call. */
  public SipMessage awaitRequest(String method) {
    return await(m -> !m.isResponse() && m.method().equals(method), "a " + method);
  }

  /** Says whether a request of {@code method} has come that nobody has waited for. */
  public synchronized boolean hasRequest(String method) {
    return received.stream().anyMatch(m -> !m.isResponse() && m.method().equals(method));
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
    return reflexes.hasEnded();
  }

  @Override
  public void close() {
    audio.close();
  }

  synchronized void invite() {
    dialog.phone.send(dialog.invitation());
  }

  synchronized void receive(SipMessage message, InetSocketAddress from) {
    dialog.peer = from;
    if (reflexes.take(message)) {
      received.add(message);
    }
    notifyAll();
  }

  private synchronized void reply(String status, boolean withSdp) {
    var response = dialog.response(status);
    reflexes.answer(withSdp ? response.withBody("application/sdp", dialog.sdp()) : response);
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
