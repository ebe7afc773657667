"""The certificate of `script/server --lan`."""

import stat

from cryptography import x509

from confman.server.certificate import certificate_for


def test_it_names_every_address_and_is_kept(tmp_path):
    file, key, fingerprint = certificate_for(["192.0.2.7"], tmp_path / "tls")

    names = x509.load_pem_x509_certificate(file.read_bytes()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(ip) for ip in names.value.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "192.0.2.7"]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert certificate_for(["192.0.2.7"], tmp_path / "tls")[2] == fingerprint


def test_it_is_made_anew_when_the_addresses_changed(tmp_path):
    fingerprint = certificate_for(["192.0.2.7"], tmp_path)[2]
    assert certificate_for(["192.0.2.8"], tmp_path)[2] != fingerprint
