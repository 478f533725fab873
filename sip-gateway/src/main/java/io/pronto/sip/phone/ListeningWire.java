package io.pronto.sip.phone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIP over the connections that others open to a port of ours: the far end of a trunk. */
final class ListeningWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(ListeningWire.class);
  private static final Received CLOSED = new Received("", new InetSocketAddress(0));

  private final Map<InetSocketAddress, Socket> connections = new ConcurrentHashMap<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final String transport;
  private final ServerSocket server;
  private volatile Socket newest;

  /** Listens at {@code server}, speaking {@code transport}, as a Via names it. */
  ListeningWire(String transport, ServerSocket server) {
    this.transport = transport;
    this.server = server;
    Thread.ofVirtual().name("carrier-accept").start(this::accept);
  }

  @Override
  public String transport() {
    return transport;
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** To whoever is connected from {@code to}; to the newest connection when nobody is. */
  @Override
  public void send(String message, InetSocketAddress to) throws IOException {
    var socket = connections.getOrDefault(to, newest);
    if (socket == null) {
      throw new SocketException("Nobody has connected to this carrier");
    }
    synchronized (socket) {
      socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public Received receive() throws IOException {
    try {
      var next = received.take();
      if (next == CLOSED) {
        throw new SocketException("The carrier is closed");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("Interrupted");
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var socket : connections.values()) {
        socket.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      received.add(CLOSED);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        socket.setTcpNoDelay(true);
        connections.put((InetSocketAddress) socket.getRemoteSocketAddress(), socket);
        newest = socket;
        Thread.ofVirtual().name("carrier-read").start(() -> read(socket));
      } catch (IOException closed) {
        LOG.debug("A carrier listens no more: {}", closed.getMessage());
      }
    }
  }

  private void read(Socket socket) {
    var from = (InetSocketAddress) socket.getRemoteSocketAddress();
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        received.add(new Received(Framing.next(in), from));
      }
    } catch (IOException gone) {
      LOG.debug("A carrier's connection is gone: {}", gone.getMessage());
      connections.remove(from);
    }
  }
}
