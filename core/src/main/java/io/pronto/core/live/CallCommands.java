package io.pronto.core.live;

import io.pronto.core.call.CallControl;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of calls on other nodes, by way of Redis. */
public final class CallCommands implements CallControl {
  private static final Logger LOG = LoggerFactory.getLogger(CallCommands.class);
  private static final String CHANNEL = "calls:hang_up";

  private final Redis redis;

  /** Asks through {@code redis}. */
  public CallCommands(Redis redis) {
    this.redis = redis;
  }

  /**
   * Asks whichever node has the call to end it; it does so a moment later.
   *
   * @return whether any node was there to ask
   * @throws RedisUnavailable if Redis does not answer
   */
  @Override
  public boolean hangUp(OrganisationId organisation, CallId call) {
    var message = organisation.value() + ' ' + call.value();
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
      var words = message.split(" ");
      calls.hangUp(new OrganisationId(words[0]), new CallId(words[1]));
    } catch (RuntimeException e) { // the next command must still be heard
      LOG.atError().setCause(e).log("A command to calls was not understood");
    }
  }
}
