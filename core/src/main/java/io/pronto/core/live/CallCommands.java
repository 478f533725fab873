package io.pronto.core.live;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingState;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.SupervisionNotice;
import io.pronto.core.stream.StreamTracks;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of calls on other nodes, by way of Redis. */
public final class CallCommands implements CallControl {
  private static final Logger LOG = LoggerFactory.getLogger(CallCommands.class);
  private static final String CHANNEL = "calls:command";

  private final Redis redis;

  /** Asks through {@code redis}. */
  public CallCommands(Redis redis) {
    this.redis = redis;
  }

  /**
   * Asks whichever node has the call; it obeys a moment later.
   *
   * @return whether any node was there to ask
   * @throws RedisUnavailable if Redis does not answer
   */
  @Override
  public boolean ask(OrganisationId organisation, CallId call, CallCommand command) {
    var message =
        json(command).put("organisation", organisation.value()).put("call", call.value()).encode();
    return redis.ask(commands -> commands.publish(CHANNEL, message)) > 0;
  }

  /**
   * Has {@code calls}, those of this node, do from now on what is asked anywhere.
   *
   * @throws RedisUnavailable if Redis does not answer
   */
  public void hear(CallControl calls) {
    redis.hear(CHANNEL, message -> obey(message, calls));
  }

  private static void obey(String message, CallControl calls) {
    try {
      var json = new JsonObject(message);
      calls.ask(
          new OrganisationId(json.getString("organisation")),
          new CallId(json.getString("call")),
          command(json));
    } catch (RuntimeException e) { // the next command must still be heard
      LOG.atError().setCause(e).log("A command to calls was not understood");
    }
  }

  private static JsonObject json(CallCommand command) {
    return switch (command) {
      case CallCommand.HangUp _ -> new JsonObject().put("command", "hang_up");
      case CallCommand.Record(var wanted, var reason) ->
          new JsonObject()
              .put("command", "record")
              .put("wanted", wanted.code())
              .put("reason", reason);
      case CallCommand.Mute(var wanted) -> wanted("mute", wanted);
      case CallCommand.LockConference(var wanted) -> wanted("lock_conference", wanted);
      case CallCommand.EndConference _ -> new JsonObject().put("command", "end_conference");
      case CallCommand.Stream(var destination, var tracks) ->
          new JsonObject()
              .put("command", "stream")
              .put("destination", destination)
              .put("tracks", tracks.code());
      case CallCommand.EndStream _ -> new JsonObject().put("command", "end_stream");
      case CallCommand.Supervise(var mode, var user, var device, var notice) ->
          new JsonObject()
              .put("command", "supervise")
              .put("mode", mode.code())
              .put("user", user)
              .put("device", device.orElse(null))
              .put("notice", notice.code());
      case CallCommand.EndSupervision(var user) ->
          new JsonObject().put("command", "end_supervision").put("user", user.orElse(null));
    };
  }

  private static JsonObject wanted(String command, boolean wanted) {
    return new JsonObject().put("command", command).put("wanted", wanted);
  }

  private static CallCommand command(JsonObject json) {
    return switch (json.getString("command")) {
      case "hang_up" -> new CallCommand.HangUp();
      case "record" ->
          new CallCommand.Record(
              RecordingState.of(json.getString("wanted")), json.getString("reason"));
      case "mute" -> new CallCommand.Mute(json.getBoolean("wanted"));
      case "lock_conference" -> new CallCommand.LockConference(json.getBoolean("wanted"));
      case "end_conference" -> new CallCommand.EndConference();
      case "stream" ->
          new CallCommand.Stream(
              json.getString("destination"), StreamTracks.of(json.getString("tracks")));
      case "end_stream" -> new CallCommand.EndStream();
      case "supervise" ->
          new CallCommand.Supervise(
              SupervisionMode.of(json.getString("mode")),
              json.getString("user"),
              Optional.ofNullable(json.getString("device")),
              SupervisionNotice.of(json.getString("notice")));
      case "end_supervision" ->
          new CallCommand.EndSupervision(Optional.ofNullable(json.getString("user")));
      case String other -> throw new IllegalArgumentException("No command " + other);
    };
  }
}
