// Which of our element types an HDF5 type is. Whatever its byte order, `forge_put_dataset` makes it little-endian.

#include "child.h"

#include <string.h>

_Noreturn static void unknown(hid_t type) {
  H5T_class_t class = hdf5.H5Tget_class(type);
  forge_fault(FORGE_HDF5_UNKNOWN_ELEMENTS, "", class < 0 ? UINT64_MAX : (uint64_t)class, hdf5.H5Tget_size(type));
}

/// Whether every bit of an element counts, in one of the two usual orders.
static int is_plain(hid_t type) {
  H5T_order_t order = hdf5.H5Tget_order(type);
  return (order == H5T_ORDER_LE || order == H5T_ORDER_BE) && hdf5.H5Tget_offset(type) == 0 &&
         hdf5.H5Tget_precision(type) == 8 * hdf5.H5Tget_size(type);
}

/// A binary floating-point format with an implied leading bit: the widths of its fields tell which (IEEE 754, table 3.5).
static uint8_t float_type(hid_t type) {
  size_t sign, exponent, exponent_bits, fraction, fraction_bits;
  if (hdf5.H5Tget_fields(type, &sign, &exponent, &exponent_bits, &fraction, &fraction_bits) < 0) unknown(type);
  size_t bits = 8 * hdf5.H5Tget_size(type);
  if (!is_plain(type) || hdf5.H5Tget_norm(type) != H5T_NORM_IMPLIED || fraction != 0 || exponent != fraction_bits ||
      sign != bits - 1 || exponent + exponent_bits != sign ||
      hdf5.H5Tget_ebias(type) != ((size_t)1 << (exponent_bits - 1)) - 1) {
    unknown(type);
  }
  switch (bits << 8 | exponent_bits) {
  case 16 << 8 | 5: return FORGE_HDF5_FLOAT16;
  case 16 << 8 | 8: return FORGE_HDF5_BFLOAT16;
  case 32 << 8 | 8: return FORGE_HDF5_FLOAT32;
  case 64 << 8 | 11: return FORGE_HDF5_FLOAT64;
  default: unknown(type);
  }
}

static uint8_t integer_type(hid_t type) {
  H5T_sign_t sign = hdf5.H5Tget_sign(type);
  if (!is_plain(type) || (sign != H5T_SGN_2 && sign != H5T_SGN_NONE)) unknown(type);
  int is_signed = sign == H5T_SGN_2;
  switch (hdf5.H5Tget_size(type)) {
  case 1: return is_signed ? FORGE_HDF5_INT8 : FORGE_HDF5_UINT8;
  case 2: return is_signed ? FORGE_HDF5_INT16 : FORGE_HDF5_UINT16;
  case 4: return is_signed ? FORGE_HDF5_INT32 : FORGE_HDF5_UINT32;
  case 8: return is_signed ? FORGE_HDF5_INT64 : FORGE_HDF5_UINT64;
  default: unknown(type);
  }
}

/// h5py's booleans: an enumeration of one byte with FALSE = 0 and TRUE = 1 (h5py documentation, "Special types").
static uint8_t boolean_type(hid_t type) {
  signed char no = -1, yes = -1;
  int is_pair = hdf5.H5Tget_size(type) == 1 && hdf5.H5Tget_nmembers(type) == 2;
  if (!is_pair || hdf5.H5Tenum_valueof(type, "FALSE", &no) < 0 || hdf5.H5Tenum_valueof(type, "TRUE", &yes) < 0) unknown(type);
  if (no != 0 || yes != 1) unknown(type);
  return FORGE_HDF5_BOOL;
}

uint8_t forge_element_type(hid_t dataset, hid_t type) {
  switch (hdf5.H5Tget_class(type)) {
  case H5T_FLOAT: return float_type(type);
  case H5T_INTEGER: return integer_type(type);
  case H5T_ENUM: return boolean_type(type);
  case H5T_OPAQUE:
    // What Keras makes of bfloat16: two bytes that HDF5 has no name for, and an attribute (`H5IOStore.__setitem__`).
    if (hdf5.H5Tget_size(type) == 2 && forge_has_text(dataset, "dtype", "bfloat16")) return FORGE_HDF5_BFLOAT16;
    unknown(type);
  default: unknown(type);
  }
}
