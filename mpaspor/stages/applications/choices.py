"""The answers one may choose from, in the order they are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mpaspor.stages.applications.models import PassportKind, Relation
from mpaspor.stages.applications.nik import PROVINCES

YES, NO = "yes", "no"
YES_NO = ((YES, _("Ya")), (NO, _("Tidak")))
RELATION = tuple(Relation.choices)
CIVIL_STATUS = (
    ("single", _("Belum menikah")),
    ("married", _("Menikah")),
    ("divorced", _("Cerai hidup")),
    ("widowed", _("Cerai mati")),
)
CONDITION = (
    ("expired", _("Masa berlaku habis atau hampir habis")),
    ("full", _("Halamannya penuh")),
    ("lost", _("Hilang")),
    ("damaged", _("Rusak")),
    ("changed", _("Nama atau data lain berubah")),
)
ISSUED_IN = (("indonesia", _("Di Indonesia")), ("abroad", _("Di perwakilan Indonesia di luar negeri")))
PURPOSE = (
    ("tourism", _("Wisata")),
    ("family_visit", _("Mengunjungi keluarga")),
    ("umrah", _("Umrah")),
    ("haj", _("Haji")),
    ("study", _("Belajar")),
    ("treatment", _("Berobat")),
    ("formal_work", _("Bekerja formal")),
    ("migrant_work", _("Bekerja sebagai pekerja migran (PMI)")),
    ("internship", _("Magang")),
    ("other", _("Lainnya")),
)
STAY = (
    ("month", _("Sampai 1 bulan")),
    ("quarter", _("1 sampai 3 bulan")),
    ("year", _("3 bulan sampai 1 tahun")),
    ("longer", _("Lebih dari 1 tahun")),
)
PASSPORT_KIND = tuple(PassportKind.choices)
YEARS = ((5, _("5 tahun")), (10, _("10 tahun")))
SEX = (("M", _("Laki-laki")), ("F", _("Perempuan")))
CITIZENSHIP = (
    ("birth", _("WNI sejak lahir")),
    ("naturalised", _("WNI karena pewarganegaraan")),
    ("dual", _("Anak berkewarganegaraan ganda")),
)
PARENT_CITIZENSHIP = (("wni", _("WNI")), ("wna", _("WNA")))
OCCUPATION = (
    ("private", _("Pegawai swasta")),
    ("own_business", _("Wirausaha")),
    ("civil_servant", _("Pegawai negeri")),
    ("student", _("Pelajar atau mahasiswa")),
    ("homemaker", _("Mengurus rumah tangga")),
    ("retired", _("Pensiunan")),
    ("forces", _("TNI atau Polri")),
    ("farmer", _("Petani atau nelayan")),
    ("unemployed", _("Belum bekerja")),
    ("other", _("Lainnya")),
)
PROVINCE = tuple(sorted(PROVINCES.items(), key=lambda code_and_name: code_and_name[1]))
PARENTS_STATUS = (
    ("married", _("Menikah")),
    ("divorced", _("Bercerai")),
    ("widowed", _("Salah satu sudah meninggal")),
    ("unmarried", _("Tidak menikah")),
)
ACCOMPANIED_BY = (
    ("both", _("Ayah dan ibu")),
    ("father", _("Ayah saja")),
    ("mother", _("Ibu saja")),
    ("guardian", _("Wali")),
)
EMERGENCY_RELATION = (
    ("parent", _("Orang tua")),
    ("sibling", _("Saudara kandung")),
    ("child", _("Anak")),
    ("relative", _("Kerabat lain")),
    ("friend", _("Teman")),
)
