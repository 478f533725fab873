package io.pronto.sip.stack;

import gov.nist.core.StackLogger;
import io.pronto.sip.sdp.Crypto;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What JAIN-SIP has to say of itself, on SLF4J. Below errors it is silent unless its logger is set
 * to debug, and then it says so, so that nothing is formatted on the way of a message. Keys of
 * calls are left out at any level.
 */
public final class StackLog implements StackLogger {
  private static final Logger LOG = LoggerFactory.getLogger("gov.nist.javax.sip");

  @Override
  public boolean isLoggingEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public boolean isLoggingEnabled(int level) {
    return level <= TRACE_ERROR ? LOG.isErrorEnabled() : LOG.isDebugEnabled();
  }

  @Override
  public void logException(Throwable e) {
    LOG.error("SIP stack", e);
  }

  @Override
  public void logFatalError(String message) {
    LOG.error(masked(message));
  }

  @Override
  public void logError(String message) {
    LOG.error(masked(message));
  }

  @Override
  public void logError(String message, Exception e) {
    LOG.error(masked(message), e);
  }

  @Override
  public void logWarning(String message) {
    LOG.debug(masked(message));
  }

  @Override
  public void logInfo(String message) {
    LOG.debug(masked(message));
  }

  @Override
  public void logDebug(String message) {
    LOG.debug(masked(message));
  }

  @Override
  public void logDebug(String message, Exception e) {
    LOG.debug(masked(message), e);
  }

  @Override
  public void logTrace(String message) {
    LOG.trace(masked(message));
  }

  @Override
  public void logStackTrace() {
    // Asked for beside every debug line: the line says enough.
  }

  @Override
  public void logStackTrace(int level) {
    // As above.
  }

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void disableLogging() {
    // The logging configuration decides.
  }

  @Override
  public void enableLogging() {
    // The logging configuration decides.
  }

  @Override
  public void setBuildTimeStamp(String time) {
    // Of no use to anyone.
  }

  @Override
  public void setStackProperties(Properties properties) {
    // The logging configuration decides.
  }

  @Override
  public String getLoggerName() {
    return LOG.getName();
  }

  private static String masked(String message) {
    return message == null ? "" : Crypto.masked(message);
  }
}
