package io.pronto.bench.media;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of Linux that carry many datagrams at once, so that the load costs little beside
 * what is measured.
 */
@SuppressWarnings("restricted")
final class Kernel {
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SET =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND = find("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECEIVE =
      find("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle CLOSE = find("close", JAVA_INT);

  private Kernel() {}

  /** socket(2); negative on failure, as with all of these. */
  static int socket(int domain, int type) {
    return call(() -> (int) SOCKET.invokeExact(domain, type, 0));
  }

  static int bind(int socket, MemorySegment address) {
    return call(() -> (int) BIND.invokeExact(socket, address, (int) address.byteSize()));
  }

  static int setOption(int socket, int level, int option, MemorySegment value) {
    return call(() -> (int) SET.invokeExact(socket, level, option, value, (int) value.byteSize()));
  }

  /** sendmmsg(2): returns how many of {@code count} messages went out. */
  static int send(int socket, MemorySegment messages, int count) {
    return call(() -> (int) SEND.invokeExact(socket, messages, count, 0));
  }

  /** recvmmsg(2): returns how many messages, at most {@code count}, were there. */
  static int receive(int socket, MemorySegment messages, int count) {
    return call(() -> (int) RECEIVE.invokeExact(socket, messages, count, 0, MemorySegment.NULL));
  }

  static int close(int socket) {
    return call(() -> (int) CLOSE.invokeExact(socket));
  }

  private static MethodHandle find(String name, MemoryLayout... arguments) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static int call(Call call) {
    try {
      return call.run();
    } catch (Throwable e) {
      throw new IllegalStateException("A system call could not be made", e);
    }
  }

  private interface Call {
    int run() throws Throwable;
  }
}
