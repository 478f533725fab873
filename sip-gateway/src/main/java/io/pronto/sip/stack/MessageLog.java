package io.pronto.sip.stack;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
import java.util.Properties;
import javax.sip.SipStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages as JAIN-SIP sees them: first lines only, and only when its logger is at trace. */
public final class MessageLog implements ServerLogger {
  private static final Logger LOG = LoggerFactory.getLogger("gov.nist.javax.sip.messages");

  @Override
  public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {
    LOG.trace("{} -> {}: {}", from, to, message.getFirstLine());
  }

  @Override
  public void logMessage(
      SIPMessage message, String from, String to, String status, boolean sender, long time) {
    logMessage(message, from, to, sender, time);
  }

  @Override
  public void logMessage(
      SIPMessage message, String from, String to, String status, boolean sender) {
    logMessage(message, from, to, sender, 0);
  }

  @Override
  public void logException(Exception e) {
    LOG.error("SIP stack", e);
  }

  @Override
  public void closeLogFile() {
    // There is none.
  }

  @Override
  public void setStackProperties(Properties properties) {
    // The logging configuration decides.
  }

  @Override
  public void setSipStack(SipStack stack) {
    // Not needed.
  }
}
