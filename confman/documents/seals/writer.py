"""Seals a finished PDF: a PAdES signature by the secretariat, after which any change is seen. PDF/A and PDF/UA stay."""

import io
import logging
from typing import Any

from django.conf import settings

from confman.documents.meta import DocumentData
from confman.documents.registry import DocumentKind
from confman.documents.seals.faults import DeviceFault, SealFault
from confman.documents.seals.keys import key_mark, open_anew, signer
from confman.own_thread import in_own_thread

logger = logging.getLogger(__name__)
FIELD = "Seal"
# Found near the end of a sealed file, however it was written before: of its signature's dictionary.
SEAL_MARK = b"/ETSI.CAdES.detached"
TAIL = 256 * 1024
SECONDS_FOR_A_TIME = 5


def seal_of(kind: DocumentKind, data: DocumentData, format: str) -> str:
    """Return what tells the seal that this document is to bear from another; "" for none, as on drafts and samples."""
    return key_mark() if kind.official and format == "pdf" and data.meta.is_final else ""


def with_seal(kind: DocumentKind, content: bytes, mark: str) -> bytes:
    """Return a PDF sealed if its `seal_of` says so; anything else as it is.

    A key that cannot be used leaves the document unsealed, which is said where it is handed out, in the log and by
    /readyz: papers of a conference do not wait for a new certificate.
    """
    if not mark:
        return content
    try:
        return seal(content)
    except SealFault as fault:
        logger.error("%s is not sealed: %s", kind.key, fault)
        return content


def seal(content: bytes) -> bytes:
    """Return the PDF with a seal, and with a trusted time where its server answers. Raises SealFault."""
    try:
        return _sealed(content)
    except DeviceFault:
        # A device ends a session that was idle, or was taken out meanwhile.
        open_anew()
        return _sealed(content)


def _sealed(content: bytes) -> bytes:
    present = signer()
    if settings.CONFMAN_SEAL_TIMESTAMPS:
        from confman.documents.seals.times import NoTrustedTime, TimeServer

        try:
            return _signed(content, present, TimeServer(settings.CONFMAN_SEAL_TIMESTAMPS, SECONDS_FOR_A_TIME))
        except NoTrustedTime as error:
            logger.warning("A document is sealed without a trusted time: %s", error)
    return _signed(content, present, None)


def _signed(content: bytes, present: Any, timestamps: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    class Writer(IncrementalPdfFileWriter):
        """Leaves the metadata alone, which are those of PDF/A and PDF/UA."""

        def _update_meta(self) -> None:
            pass

    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        signer_key_usage=set(),
    )
    # Outside the page: PDF/A forbids a hidden field, PDF/UA one in the page that no element describes.
    field = SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(
            set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
        ),
        readable_field_name=FIELD,
    )
    target = io.BytesIO()
    sealing = PdfSigner(metadata, present, timestamper=timestamps, new_field_spec=field)
    in_own_thread(sealing.sign_pdf, Writer(io.BytesIO(content)), output=target)
    return target.getvalue()


def bears_seal(file: Any) -> bool:
    """Tell whether a file of ours, open for reading, has been sealed; by its end alone."""
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - TAIL))
    return SEAL_MARK in file.read()
