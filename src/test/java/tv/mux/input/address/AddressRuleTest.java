package tv.mux.input.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.config.ConfigException;

class AddressRuleTest {
    private static final Url HEAD = Url.of("http://head.example:9100/live.m3u8");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "4000::1"
            })
    void refusesSpecialPurposeAddressesExceptForTheHead(String address) throws UnknownHostException {
        assertThat(refusal(List.of(), "http://other.example/a.ts", address)).contains("INPUT_ALLOW");
        assertThat(refusal(List.of(), "http://head.example:9101/a.ts", address)).isNotEmpty();
        assertThat(refusal(List.of(), "https://head.example/a.ts", address)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
                "169.253.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
                "2606:4700::1111", "2a00:1450::1", "64:ff9b::1.1.1.1", "2002:101:101::1", "::ffff:8.8.8.8"
            })
    void allowsPublicAddresses(String address) throws UnknownHostException {
        assertThat(refusal(List.of(), "http://other.example/a.ts", address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "::1", "fd00::1", "192.168.0.1", "8.8.8.8", "100.64.0.1"})
    void allowsAnyAddressForTheHostAndPortOfTheHead(String address) throws UnknownHostException {
        assertThat(refusal(List.of(), "http://head.example:9100/other/a.ts", address))
                .isEmpty();
        assertThat(refusal(List.of(), "http://HEAD.example.:9100/a.ts", address))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "fe80::1",
                "::ffff:169.254.169.254",
                "64:ff9b::169.254.1.1",
                "2002:a9fe:a9fe::1"
            })
    void refusesLinkLocalAddressesEvenForTheHead(String address) throws UnknownHostException {
        assertThat(refusal(List.of(), "http://head.example:9100/live.m3u8", address))
                .contains("link-local");
    }

    @ParameterizedTest
    @CsvSource({
        "origin,                http://origin/a,            10.0.0.1,        true",
        "origin,                http://origin:81/a,         10.0.0.1,        true",
        "Origin,                http://oRigin./a,           10.0.0.1,        true",
        "origin,                http://origin.evil/a,       10.0.0.1,        false",
        "origin,                http://xorigin/a,           10.0.0.1,        false",
        "origin:81,             http://origin:81/a,         10.0.0.1,        true",
        "origin:81,             http://origin:82/a,         10.0.0.1,        false",
        ".lan,                  http://a.b.lan/a,           10.0.0.1,        true",
        ".lan,                  http://lan/a,               10.0.0.1,        false",
        ".lan,                  http://evil-lan/a,          10.0.0.1,        false",
        ".lan:81,               http://b.lan:81/a,          10.0.0.1,        true",
        ".lan:81,               http://b.lan:82/a,          10.0.0.1,        false",
        "10.0.0.0/8,            http://any/a,               10.255.0.1,      true",
        "10.0.0.0/8,            http://any/a,               172.16.0.1,      false",
        "10.0.0.0/8,            http://any/a,               ::ffff:10.0.0.1, true",
        "10.0.0.128/25,         http://any/a,               10.0.0.127,      false",
        "10.0.0.128/25,         http://any/a,               10.0.0.128,      true",
        "fd00::/8,              http://any/a,               fd12::1,         true",
        "fd00::/8,              http://any/a,               fc12::1,         false",
        "0.0.0.0/0,             http://any/a,               127.0.0.1,       true",
        "0.0.0.0/0,             http://any/a,               ::1,             false",
        "127.0.0.1,             http://any/a,               127.0.0.1,       true",
        "127.0.0.1:81,          http://any:81/a,            127.0.0.1,       true",
        "127.0.0.1:81,          http://any:82/a,            127.0.0.1,       false",
        "::1,                   http://[::1]:99/a,          ::1,             true",
        "[::1]:81,              http://[::1]:81/a,          ::1,             true",
        "[::1]:81,              http://[::1]:82/a,          ::1,             false",
        "169.254.169.254,       http://any/a,               169.254.169.254, true",
        "origin,                http://127.0.0.1/a,         127.0.0.1,       false",
    })
    void inputAllowPermitsMoreAddresses(String entry, String url, String address, boolean allowed)
            throws UnknownHostException {
        assertThat(refusal(List.of(entry), url, address).isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0/8",
                "fd00::/129",
                "host:70000",
                "host:0",
                "[::1",
                "::zz",
                "a..b",
                "256.1.1.1",
                "/8",
                "."
            })
    void refusesAnInvalidEntry(String entry) {
        assertThatThrownBy(() -> new AddressRule(List.of(entry)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("INPUT_ALLOW entry " + entry);
    }

    @Test
    void theRefusalContainsTheUrlWithoutSecrets() throws UnknownHostException {
        assertThat(refusal(List.of(), "http://u:p@other.example/a.ts?token=1", "10.0.0.1"))
                .isEqualTo("http://other.example/a.ts?... is not fetched: 10.0.0.1 is a private address,"
                        + " and is neither the head's own host and port nor in INPUT_ALLOW");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "fd00::1", "169.254.169.254"})
    void refusesPrivateAddressesForAHeadThatWasPublic(String address) throws UnknownHostException {
        InetAddress inside = InetAddress.getByName(address);
        assertThat(new AddressRule(List.of()).refusal(HEAD, true, HEAD, inside).orElse(""))
                .contains("its host has public ones", "INPUT_ALLOW");
        assertThat(new AddressRule(List.of(address)).refusal(HEAD, true, HEAD, inside))
                .isEmpty();
    }

    private static String refusal(List<String> allow, String url, String address) throws UnknownHostException {
        return new AddressRule(allow)
                .refusal(HEAD, false, Url.of(url), InetAddress.getByName(address))
                .orElse("");
    }
}
