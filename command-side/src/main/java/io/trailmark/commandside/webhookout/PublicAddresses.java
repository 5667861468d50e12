package io.trailmark.commandside.webhookout;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are out in the Internet. All others are somebody's own network, this machine, or
 * mean several: nothing that is sent to an address which somebody configured may reach those.
 */
final class PublicAddresses {
  /** IPv4, from IANA's registry of special purposes. */
  private static final List<Range> INSIDE =
      List.of(
          new Range("0.0.0.0", 8),
          new Range("10.0.0.0", 8),
          new Range("100.64.0.0", 10),
          new Range("127.0.0.0", 8),
          new Range("169.254.0.0", 16),
          new Range("172.16.0.0", 12),
          new Range("192.0.0.0", 24),
          new Range("192.0.2.0", 24),
          new Range("192.88.99.0", 24),
          new Range("192.168.0.0", 16),
          new Range("198.18.0.0", 15),
          new Range("198.51.100.0", 24),
          new Range("203.0.113.0", 24),
          new Range("224.0.0.0", 4),
          new Range("240.0.0.0", 4));

  /** Global unicast is 2000::/3; of that, what carries or documents other addresses is left out. */
  private static final Range GLOBAL = new Range("2000::", 3);

  private static final List<Range> NOT_GLOBAL =
      List.of(
          new Range("2001::", 23),
          new Range("2001:db8::", 32),
          new Range("2002::", 16),
          new Range("3fff::", 20));

  private PublicAddresses() {}

  private record Range(byte[] start, int bits) {
    Range(String start, int bits) {
      this(InetAddress.ofLiteral(start).getAddress(), bits);
    }

    boolean holds(byte[] address) {
      int whole = bits / 8;
      int mask = 0xff00 >> bits % 8 & 0xff;
      return Arrays.equals(start, 0, whole, address, 0, whole)
          && (mask == 0 || (start[whole] & mask) == (address[whole] & mask));
    }
  }

  static boolean holds(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address ignored -> INSIDE.stream().noneMatch(range -> range.holds(bytes));
      case Inet6Address ignored ->
          GLOBAL.holds(bytes) && NOT_GLOBAL.stream().noneMatch(range -> range.holds(bytes));
      default -> false;
    };
  }

  /**
   * Looks a name up.
   *
   * @return addresses, all of them public: one that is not makes the name suspect
   * @throws UnknownHostException there is no such name
   * @throws Inside one of its addresses is not public
   */
  static InetAddress[] of(String host) throws UnknownHostException {
    InetAddress[] all = InetAddress.getAllByName(host);
    if (!Arrays.stream(all).allMatch(PublicAddresses::holds)) {
      throw new Inside();
    }
    return all;
  }

  /** An address that is none of the Internet's. */
  static final class Inside extends UnknownHostException {
    private static final long serialVersionUID = 1;

    Inside() {
      super("not a public address");
    }
  }
}
